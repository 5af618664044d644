#!/usr/bin/env node
// Tries a running `posthorn serve --dev` with the AWS SDK for JavaScript v3 and with Nodemailer over it, and checks each
// answer. Install first, in this directory or one above: npm install @aws-sdk/client-ses nodemailer
//
//     docs/clients/try-js-v3.mjs [URL]      URL of the API, http://127.0.0.1:8465 without it
//
// Ends with 0 when all was as it should be, with 1 at the first answer that was not.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

// From the directory it is started in, so that the script need not lie beside node_modules.
const require = createRequire(pathToFileURL(`${process.cwd()}/`));
const {
    SESClient, VerifyEmailIdentityCommand, ListIdentitiesCommand, SendEmailCommand, SendRawEmailCommand,
    ConfigurationSetDoesNotExistException,
} = require('@aws-sdk/client-ses');

const url = process.argv[2] ?? 'http://127.0.0.1:8465';
const ses = new SESClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
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

await ses.send(new VerifyEmailIdentityCommand({ EmailAddress: 'js3@example.com' }));
const { Identities } = await ses.send(new ListIdentitiesCommand({ IdentityType: 'EmailAddress' }));
check('identities are listed', Identities.includes('js3@example.com'), Identities);

const sent = await ses.send(new SendEmailCommand({
    Source: 'js3@example.com',
    Destination: { ToAddresses: ['you@example.net'] },
    Message: { Subject: { Data: 'Grüße', Charset: 'UTF-8' }, Body: { Text: { Data: 'plain text' } } },
}));
check('a message has its id', /^[0-9a-f-]{60}$/.test(sent.MessageId), sent);

const raw = [
    'From: js3@example.com', 'To: you@example.net', 'Subject: with an attachment', 'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: text/plain', '', 'See the list.', '--b',
    'Content-Type: text/csv', 'Content-Disposition: attachment; filename=list.csv',
    'Content-Transfer-Encoding: base64', '', 'YSxiCjEsMgo=', '--b--', '',
].join('\r\n');
const { MessageId } = await ses.send(new SendRawEmailCommand({ RawMessage: { Data: Buffer.from(raw) } }));
const kept = await captured(MessageId);
check('an attachment passes through', JSON.stringify(kept).includes('YSxiCjEsMgo='), kept);

try {
    await ses.send(new SendEmailCommand({
        Source: 'js3@example.com',
        Destination: { ToAddresses: ['you@example.net'] },
        Message: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } },
        ConfigurationSetName: 'none',
    }));
    check('an unknown configuration set is refused', false, 'it was taken');
} catch (e) {
    check('an error is an exception of its own', e instanceof ConfigurationSetDoesNotExistException, e);
}

try {
    await ses.send(new SendRawEmailCommand({ RawMessage: { Data: Buffer.alloc(20 * 1024 * 1024, 'ab\r\n') } }));
    check('a request that is too large is refused', false, 'it was taken');
} catch (e) {
    check('its client reads why', e.name === 'RequestEntityTooLarge' && e.$metadata.httpStatusCode === 413, e);
}
console.log('all as it should be');
