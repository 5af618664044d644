#!/usr/bin/env node
// Tries the SMTP interface of a running `posthorn serve --dev` with Nodemailer, and checks each answer. Install first, in
// this directory or one above: npm install nodemailer
//
//     docs/clients/try-nodemailer.js [URL [HOST:PORT]]      URL of the API and the address of the SMTP interface,
//                                                  http://127.0.0.1:8465 and 127.0.0.1:2587 without them
//
// Ends with 0 when all was as it should be, with 1 at the first answer that was not.
const { createRequire } = require('node:module');
const { pathToFileURL } = require('node:url');

// From the directory it is started in, so that the script need not lie beside node_modules.
const nodemailer = createRequire(pathToFileURL(`${process.cwd()}/`))('nodemailer');
const url = process.argv[2] ?? 'http://127.0.0.1:8465';
const [host, port] = (process.argv[3] ?? '127.0.0.1:2587').split(':');

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
    const form = new URLSearchParams({ Action: 'VerifyEmailIdentity', EmailAddress: 'node@example.com' });
    const authorization = 'AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/ses/aws4_request, '
        + 'SignedHeaders=host, Signature=0';
    const verified = await fetch(url, { method: 'POST', headers: { Authorization: authorization }, body: form });
    check('an identity is verified', verified.status === 200, await verified.text());

    const smtp = nodemailer.createTransport({ host, port: Number(port), auth: { user: 'node', pass: 'any' } });
    const sent = await smtp.sendMail({
        from: 'node@example.com',
        to: 'you@example.net',
        subject: 'Grüße',
        text: 'See the list.',
        attachments: [{ filename: 'list.csv', content: 'a,b\n1,2\n' }],
    });
    check('the message is taken', /^250 /.test(sent.response), sent);
    const id = sent.response.split(' ').pop();
    const kept = await captured(id);
    check('an attachment passes through', JSON.stringify(kept).includes('YSxiCjEsMgo='), kept);

    const refused = await smtp.sendMail({ from: 'stranger@other.example', to: 'you@example.net', text: 't' })
        .catch(e => e);
    check('an error has its code', refused.responseCode === 554, refused);
    check('and its text', /Email address is not verified/.test(refused.response), refused);
    smtp.close();
    console.log('all as it should be');
}

main().catch(e => {
    console.error(`FAILED: ${e}`);
    process.exit(1);
});
