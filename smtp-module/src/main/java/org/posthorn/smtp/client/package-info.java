/// The client side of SMTP: a blocking dialogue on the caller's (virtual) thread, connections that are used again, and
/// the `Relay` that hands messages to a smarthost.
package org.posthorn.smtp.client;
