/// The server side of SMTP: the listener for mail coming in, and the SES SMTP interface.
package org.posthorn.smtp.server;
