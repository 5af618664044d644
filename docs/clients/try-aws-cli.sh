#!/bin/sh
# Tries a running `posthorn serve --dev` with the AWS CLI and curl, and checks each answer.
#
#   docs/clients/try-aws-cli.sh [URL]      URL of the API, http://127.0.0.1:8465 without it
#
# Ends with 0 when all was as it should be, with 1 at the first answer that was not.
set -eu

url=${1:-http://127.0.0.1:8465}
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
export AWS_MAX_ATTEMPTS=1 AWS_PAGER=''
unset AWS_PROFILE AWS_SESSION_TOKEN AWS_ENDPOINT_URL

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

ses() {
  aws --endpoint-url "$url" --cli-connect-timeout 5 --cli-read-timeout 30 --output text ses "$@"
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

ses verify-email-identity --email-address me@example.com
attributes=$(ses get-identity-verification-attributes --identities me@example.com --output json)
expect 'an identity is verified at once' '"Success"' "$attributes"
expect 'identities are listed' 'me@example.com' "$(ses list-identities --identity-type EmailAddress)"

id=$(ses send-email --from 'Me <me@example.com>' --to you@example.net --subject 'Grüße' --text 'plain text' \
  --html '<p>rich text</p>' --query MessageId)
expect 'send-email answers with a message id' '-000000' "$id"
mail=$(captured "$id")
expect 'its text part is there' 'plain text' "$mail"
expect 'its HTML part is there' '<p>rich text</p>' "$mail"
expect 'its recipient is there' 'you@example.net' "$mail"

cat >"$work/mail.eml" <<'MAIL'
From: me@example.com
To: you@example.net
Subject: with an attachment
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="border"

--border
Content-Type: text/plain; charset=utf-8

See the list.
--border
Content-Type: text/csv; name="list.csv"
Content-Disposition: attachment; filename="list.csv"
Content-Transfer-Encoding: base64

YSxiCjEsMgo=
--border--
MAIL
# Version 2 of the CLI takes the bytes of a blob parameter from fileb://, version 1 reads the message inside JSON as it is.
case $(aws --version 2>&1) in
  aws-cli/1.*) data=$(sed 's/"/\\"/g; s/$/\\n/' "$work/mail.eml" | tr -d '\n') ;;
  *) data=$(base64 "$work/mail.eml" | tr -d '\n') ;;
esac
id=$(ses send-raw-email --raw-message "{\"Data\": \"$data\"}" --query MessageId)
expect 'an attachment passes through' 'YSxiCjEsMgo=' "$(captured "$id")"

sent=$(ses get-send-quota --query SentLast24Hours)
[ "${sent%.*}" -ge 2 ] || fail "the quota counts what was sent: $sent"
echo 'ok: the quota counts what was sent'
expect 'statistics have a point' '1' "$(ses get-send-statistics --query 'length(SendDataPoints)')"

if error=$(ses send-email --from stranger@unverified.invalid --to you@example.net --subject s --text t \
  --configuration-set-name none 2>&1); then
  fail 'an unknown configuration set was taken'
fi
expect 'an error has its code' '(ConfigurationSetDoesNotExist)' "$error"
expect 'and its text' 'Configuration set <none> does not exist.' "$error"

echo 'all as it should be'
