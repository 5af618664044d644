#!/bin/sh
# Tries version 2 of the API of a running `posthorn serve --dev` with the AWS CLI and curl, and checks each answer.
#
#   docs/clients/try-aws-cli-v2.sh [URL]      URL of the API, http://127.0.0.1:8465 without it
#
# Ends with 0 when all was as it should be, with 1 at the first answer that was not.
set -eu

url=${1:-http://127.0.0.1:8465}
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
export AWS_MAX_ATTEMPTS=1 AWS_PAGER=''
unset AWS_PROFILE AWS_SESSION_TOKEN AWS_ENDPOINT_URL

ses() {
  aws --endpoint-url "$url" --cli-connect-timeout 5 --cli-read-timeout 30 --output text sesv2 "$@"
}

fail() {
  echo "FAILED: $1" >&2
  exit 1
}

# expect WHAT PART TEXT: TEXT holds PART.
expect() {
  case $3 in
    *"$2"*) echo "ok: $1" ;;
    *) fail "$1: expected \"$2\" in: $3" ;;
  esac
}

# captured ID: what the server kept of a message, once it has it.
captured() {
  tries=0
  while [ $tries -lt 300 ]; do
    answer=$(curl -fsS --max-time 10 "$url/_aws/ses?id=$1")
    case $answer in *"$1"*) echo "$answer" && return ;; esac
    tries=$((tries + 1))
    sleep 0.1
  done
  fail "message $1 was not captured within 30 s"
}

for tool in aws curl; do
  command -v "$tool" >/dev/null || fail "the command \`$tool\` is not installed"
done
curl -fsS --max-time 10 -o /dev/null "$url/health/ready" || fail "no server is ready at $url; start \`posthorn serve --dev\`"

if ! made=$(ses create-email-identity --email-identity cli2@example.com 2>&1); then
  case $made in
    *AlreadyExistsException*) ;;
    *) fail "an identity is made: $made" ;;
  esac
fi

id=$(ses send-email --from-email-address 'Me <cli2@example.com>' --destination ToAddresses=you@example.net \
  --content 'Simple={Subject={Data=Grüße},Body={Text={Data=plain text},Html={Data=<p>rich text</p>}}}' --query MessageId)
expect 'send-email answers with a message id' '-000000' "$id"
mail=$(captured "$id")
expect 'its text part is there' 'plain text' "$mail"
expect 'its HTML part is there' '<p>rich text</p>' "$mail"

# Version 2 of the CLI takes blobs as base64, version 1 the bytes as they are.
case $(aws --version 2>&1) in
  aws-cli/1.*) data='a,b' ;;
  *) data='YSxi' ;;
esac
id=$(ses send-email --from-email-address cli2@example.com --destination ToAddresses=you@example.net --query MessageId \
  --content "{\"Simple\": {\"Subject\": {\"Data\": \"with an attachment\"}, \"Body\": {\"Text\": {\"Data\": \"See the list.\"}},
    \"Attachments\": [{\"FileName\": \"list.csv\", \"RawContent\": \"$data\", \"ContentTransferEncoding\": \"BASE64\"}]}}")
expect 'an attachment is there' 'YSxi' "$(captured "$id")"

ses delete-email-template --template-name cli2 >/dev/null 2>&1 || true
ses create-email-template --template-name cli2 \
  --template-content '{"Subject": "Hello {{name}}", "Text": "Dear {{name}}"}'
expect 'a template is listed' 'cli2' "$(ses list-email-templates --page-size 100)"
id=$(ses send-email --from-email-address cli2@example.com --destination ToAddresses=you@example.net --query MessageId \
  --content '{"Template": {"TemplateName": "cli2", "TemplateData": "{\"name\": \"Ann\"}"}}')
expect 'a template is filled in' 'Hello Ann' "$(captured "$id")"

ses put-suppressed-destination --email-address a+b@example.net --reason BOUNCE
expect 'an address in a path is found' 'a+b@example.net' "$(ses get-suppressed-destination --email-address a+b@example.net)"
ses delete-suppressed-destination --email-address a+b@example.net

if error=$(ses delete-suppressed-destination --email-address a+b@example.net 2>&1); then
  fail 'what is not there was deleted'
fi
expect 'an error has its code' '(NotFoundException)' "$error"
expect 'and its text' 'Email address a+b@example.net does not exist on your suppression list.' "$error"

echo 'all as it should be'
