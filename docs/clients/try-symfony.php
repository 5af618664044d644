#!/usr/bin/env php
<?php
// Tries version 2 of the API of a running `posthorn serve --dev` with Symfony Mailer's transport for SES, and checks each
// answer. It takes what Composer installed in the directory it is started in (symfony/amazon-mailer,
// symfony/http-client), else the packages of Debian (php-symfony-amazon-mailer, php-symfony-http-client).
//
//     docs/clients/try-symfony.php [URL]      URL of the API, http://127.0.0.1:8465 without it
//
// Ends with 0 when all was as it should be, with 1 at the first answer that was not.
use AsyncAws\Ses\SesClient;
use Symfony\Component\Mailer\Bridge\Amazon\Transport\SesApiAsyncAwsTransport;
use Symfony\Component\Mailer\Bridge\Amazon\Transport\SesHttpAsyncAwsTransport;
use Symfony\Component\Mailer\Exception\HttpTransportException;
use Symfony\Component\Mime\Email;

if (is_file('vendor/autoload.php')) {
    require 'vendor/autoload.php';
} else {
    foreach (['AsyncAws/Ses', 'Symfony/Component/HttpClient', 'Symfony/Component/Mailer/Bridge/Amazon'] as $package) {
        require "/usr/share/php/$package/autoload.php";
    }
}

$url = $argv[1] ?? 'http://127.0.0.1:8465';

function check(string $what, bool $condition, $found): void
{
    if (!$condition) {
        echo "FAILED: $what: ", json_encode($found), "\n";
        exit(1);
    }
    echo "ok: $what\n";
}

// What the server kept of a message, once it has it.
function captured(string $id): string
{
    global $url;
    for ($tries = 0; $tries < 300; $tries++) {
        $kept = file_get_contents("$url/_aws/ses?id=$id");
        if (strpos($kept, $id) !== false) {
            return $kept;
        }
        usleep(100_000);
    }
    return 'nothing within 30 s';
}

// By version 1, which the transport has no part in: both versions know the same identities.
$answer = file_get_contents($url, false, stream_context_create(['http' => [
    'method' => 'POST',
    'header' => "Content-Type: application/x-www-form-urlencoded\r\nAuthorization: AWS4-HMAC-SHA256 "
        . 'Credential=000000000000/20260101/us-east-1/ses/aws4_request, SignedHeaders=host, Signature=0',
    'content' => http_build_query(['Action' => 'VerifyEmailIdentity', 'EmailAddress' => 'php@example.com']),
]]));
check('an identity is verified', strpos($answer, 'VerifyEmailIdentityResponse') !== false, $answer);

$ses = new SesClient([
    'endpoint' => $url, 'region' => 'us-east-1', 'accessKeyId' => 'test', 'accessKeySecret' => 'test',
]);
$mail = (new Email())->from('php@example.com')->to('you@example.net')->bcc('hidden@example.net')
    ->subject('Grüße')->text('See the list.')->html('<p>See the list.</p>')
    ->attach("a,b\n1,2\n", 'list.csv', 'text/csv');

$sent = (new SesHttpAsyncAwsTransport($ses))->send($mail);
$kept = captured($sent->getMessageId());
check('raw mail with an attachment passes through', strpos($kept, 'YSxiCjEsMgo=') !== false, $kept);

$plain = (new Email())->from('php@example.com')->to('you@example.net')->subject('in parts')->text('plain text');
$sent = (new SesApiAsyncAwsTransport($ses))->send($plain);
$kept = captured($sent->getMessageId());
check('and so does a message in parts', strpos($kept, 'plain text') !== false, $kept);

try {
    (new SesApiAsyncAwsTransport($ses))->send((clone $plain)->from('stranger@other.example'));
    check('a stranger\'s mail is refused', false, 'it was taken');
} catch (HttpTransportException $e) {
    check('an error has its text', strpos($e->getMessage(), 'Email address is not verified.') !== false, $e->getMessage());
    check('and its code', strpos($e->getMessage(), 'MessageRejected') !== false, $e->getMessage());
}
echo "all as it should be\n";
