/// DNS look-ups.
package org.posthorn.smtp.dns;
