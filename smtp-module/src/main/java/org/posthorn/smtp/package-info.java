/// SMTP on both sides: handing mail to the next hop, taking reports and submissions, and asking DNS for what identities
/// publish.
package org.posthorn.smtp;
