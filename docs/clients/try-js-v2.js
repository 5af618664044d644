#!/usr/bin/env node
// Tries a running `posthorn serve --dev` with the AWS SDK for JavaScript v2, and checks each answer. Install first, in
// this directory or one above: npm install aws-sdk
//
//     docs/clients/try-js-v2.js [URL]      URL of the API, http://127.0.0.1:8465 without it
//
// Ends with 0 when all was as it should be, with 1 at the first answer that was not.
process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = '1';
const { createRequire } = require('node:module');
const { pathToFileURL } = require('node:url');

// From the directory it is started in, so that the script need not lie beside node_modules.
const AWS = createRequire(pathToFileURL(`${process.cwd()}/`))('aws-sdk');
const url = process.argv[2] ?? 'http://127.0.0.1:8465';
const ses = new AWS.SES({
    endpoint: url, region: 'us-east-1', accessKeyId: 'test', secretAccessKey: 'test', maxRetries: 0,
});

function check(what, condition, found) {
    if (!condition) {
        console.error(`FAILED: ${what}: ${JSON.stringify(found)}`);
        process.exit(1);
    }
    console.log(`ok: ${what}`);
}

// What the server kept of a message, once it has it.
async function captured(id) {
    for (let tries = 0; tries < 300; tries++) {
        const kept = await (await fetch(`${url}/_aws/ses?id=${id}`)).json();
        if (kept.messages.length > 0) {
            return kept;
        }
        await new Promise(done => setTimeout(done, 100));
    }
    return 'nothing within 30 s';
}

async function main() {
    await ses.verifyEmailIdentity({ EmailAddress: 'js2@example.com' }).promise();
    const { Identities } = await ses.listIdentities({ IdentityType: 'EmailAddress' }).promise();
    check('identities are listed', Identities.includes('js2@example.com'), Identities);

    const raw = 'From: js2@example.com\r\nTo: you@example.net\r\nSubject: with an attachment\r\nMIME-Version: 1.0\r\n'
        + 'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/csv\r\n'
        + 'Content-Disposition: attachment; filename=list.csv\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + 'YSxiCjEsMgo=\r\n--b--\r\n';
    const { MessageId } = await ses.sendRawEmail({ RawMessage: { Data: raw } }).promise();
    const kept = await captured(MessageId);
    check('an attachment passes through', JSON.stringify(kept).includes('YSxiCjEsMgo='), kept);

    const refused = await ses.sendEmail({
        Source: 'stranger@other.example',
        Destination: { ToAddresses: ['you@example.net'] },
        Message: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } },
    }).promise().catch(e => e);
    check('an error has its code', refused.code === 'MessageRejected' && refused.statusCode === 400, refused);
    check('and its text', refused.message.startsWith('Email address is not verified.'), refused);

    const large = await ses.sendRawEmail({ RawMessage: { Data: Buffer.alloc(20 * 1024 * 1024, 'ab\r\n') } })
        .promise().catch(e => e);
    check('who sends too much reads why', large.code === 'RequestEntityTooLarge' && large.statusCode === 413, large);
    console.log('all as it should be');
}

main().catch(e => {
    console.error(`FAILED: ${e}`);
    process.exit(1);
});
