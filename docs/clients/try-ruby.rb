#!/usr/bin/env ruby
# Tries a running `posthorn serve --dev` with the AWS SDK for Ruby that Debian packages (ruby-aws-sdk), and checks each
# answer. It is of the time before Signature Version 4 and signs with AWS3.
#
#     docs/clients/try-ruby.rb [URL]      URL of the API, http://127.0.0.1:8465 without it
#
# Ends with 0 when all was as it should be, with 1 at the first answer that was not.
require 'aws-sdk-v1'
require 'json'
require 'net/http'
require 'uri'

url = URI(ARGV[0] || 'http://127.0.0.1:8465')
AWS.config(
  access_key_id: 'test', secret_access_key: 'test', max_retries: 0, use_ssl: false,
  simple_email_service_endpoint: url.host, simple_email_service_port: url.port
)
ses = AWS::SimpleEmailService.new

def check(what, condition, found)
  abort "FAILED: #{what}: #{found.inspect}" unless condition
  puts "ok: #{what}"
end

# What the server kept of a message, once it has it.
def captured(url, id)
  300.times do
    kept = Net::HTTP.get(URI("#{url}/_aws/ses?id=#{id}"))
    return kept if kept.include?(id)

    sleep 0.1
  end
  'nothing within 30 s'
end

ses.identities.verify('ruby@example.com')
names = ses.identities.map(&:identity)
check('identities are listed', names.include?('ruby@example.com'), names)
check('an identity is verified', ses.identities['ruby@example.com'].verified?, names)

raw = "From: ruby@example.com\r\nTo: you@example.net\r\nSubject: with an attachment\r\nMIME-Version: 1.0\r\n" \
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/csv\r\n" \
      "Content-Disposition: attachment; filename=list.csv\r\nContent-Transfer-Encoding: base64\r\n\r\n" \
      "YSxiCjEsMgo=\r\n--b--\r\n"
id = ses.client.send_raw_email(raw_message: { data: raw })[:message_id]
kept = captured(url, id)
check('an attachment passes through', kept.include?('YSxiCjEsMgo='), kept)
check('the quota counts what was sent', ses.quotas[:sent_last_24_hours] >= 1, ses.quotas)

begin
  ses.send_email(from: 'stranger@other.example', to: 'you@example.net', subject: 's', body_text: 't')
  check('a sender that is not verified is refused', false, 'it was taken')
rescue AWS::SimpleEmailService::Errors::MessageRejected => e
  check('an error is an exception of its own', e.message.start_with?('Email address is not verified.'), e.message)
end
puts 'all as it should be'
