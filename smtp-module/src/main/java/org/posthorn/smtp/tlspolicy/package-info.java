/// What destinations say of the TLS they want: MTA-STS (RFC 8461) and DANE (RFC 7672).
package org.posthorn.smtp.tlspolicy;
