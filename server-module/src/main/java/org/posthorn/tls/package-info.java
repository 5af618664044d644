/// Certificates and keys from PEM files: what we show, and whom we believe. Both can be read anew while they are used.
package org.posthorn.tls;
