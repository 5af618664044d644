#!/usr/bin/env node
// Tries version 2 of the API of a running `posthorn serve --dev` with the AWS SDK for JavaScript v3 and with Nodemailer's
// SES transport over it, and checks each answer. Install first, in this directory or one above:
// npm install @aws-sdk/client-sesv2 nodemailer
//
//     docs/clients/try-js-sesv2.mjs [URL]      URL of the API, http://127.0.0.1:8465 without it
//
// Ends with 0 when all was as it should be, with 1 at the first answer that was not.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

// From the directory it is started in, so that the script need not lie beside node_modules.
const require = createRequire(pathToFileURL(`${process.cwd()}/`));
const {
    SESv2Client, CreateEmailIdentityCommand, SendEmailCommand, CreateEmailTemplateCommand, DeleteEmailTemplateCommand,
    PutSuppressedDestinationCommand, GetSuppressedDestinationCommand, DeleteSuppressedDestinationCommand,
    MessageRejected, NotFoundException, AlreadyExistsException,
} = require('@aws-sdk/client-sesv2');
const nodemailer = require('nodemailer');

const url = process.argv[2] ?? 'http://127.0.0.1:8465';
const ses = new SESv2Client({
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

async function refusal(command) {
    try {
        return await ses.send(command);
    } catch (e) {
        return e;
    }
}

const from = 'js2v@example.com';
const to = { ToAddresses: ['you@example.net'] };
const made = await refusal(new CreateEmailIdentityCommand({ EmailIdentity: from }));
check('an identity is made', made.IdentityType === 'EMAIL_ADDRESS' || made instanceof AlreadyExistsException, made);

const sent = await ses.send(new SendEmailCommand({
    FromEmailAddress: from,
    Destination: to,
    Content: {
        Simple: {
            Subject: { Data: 'Grüße' },
            Body: { Text: { Data: 'See the list.' } },
            Attachments: [{
                FileName: 'list.csv', RawContent: Buffer.from('a,b\n1,2\n'), ContentTransferEncoding: 'BASE64',
            }],
        },
    },
}));
check('a message has its id', /^[0-9a-f-]{60}$/.test(sent.MessageId), sent);
const kept = await captured(sent.MessageId);
check('an attachment is there', JSON.stringify(kept).includes('YSxiCjEsMgo='), kept);

await refusal(new DeleteEmailTemplateCommand({ TemplateName: 'js2v' }));
await ses.send(new CreateEmailTemplateCommand({
    TemplateName: 'js2v', TemplateContent: { Subject: 'Hello {{name}}', Text: 'Dear {{name}}' },
}));
const filled = await ses.send(new SendEmailCommand({
    FromEmailAddress: from,
    Destination: to,
    Content: { Template: { TemplateName: 'js2v', TemplateData: JSON.stringify({ name: 'Ann' }) } },
}));
check('a template is filled in', JSON.stringify(await captured(filled.MessageId)).includes('Hello Ann'), filled);

const transport = nodemailer.createTransport({ SES: { sesClient: ses, SendEmailCommand } });
const mailed = await transport.sendMail({
    from,
    to: 'you@example.net',
    bcc: 'hidden@example.net',
    subject: 'by Nodemailer',
    text: 'See the list.',
    attachments: [{ filename: 'list.csv', content: 'a,b\n1,2\n' }],
});
const id = mailed.messageId.replace(/^<|@.*$/g, '');
const passed = JSON.stringify(await captured(id));
check('Nodemailer sends an attachment', passed.includes('by Nodemailer') && passed.includes('YSxiCjEsMgo='), passed);
check('and its Bcc is in the envelope only', passed.split('hidden@example.net').length === 2, passed);

const address = "o'neill+news@example.net";
await ses.send(new PutSuppressedDestinationCommand({ EmailAddress: address, Reason: 'COMPLAINT' }));
const entry = await ses.send(new GetSuppressedDestinationCommand({ EmailAddress: address }));
check('an address in a path is found', entry.SuppressedDestination.EmailAddress === address, entry);
check('a time is a time', entry.SuppressedDestination.LastUpdateTime instanceof Date, entry);
await ses.send(new DeleteSuppressedDestinationCommand({ EmailAddress: address }));
const gone = await refusal(new DeleteSuppressedDestinationCommand({ EmailAddress: address }));
check('what is not there is an exception of its own', gone instanceof NotFoundException, gone);

const refused = await refusal(new SendEmailCommand({
    FromEmailAddress: 'stranger@other.example',
    Destination: to,
    Content: { Simple: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } } },
}));
check('and so is a refused message', refused instanceof MessageRejected
    && refused.message.startsWith('Email address is not verified.'), refused);
console.log('all as it should be');
