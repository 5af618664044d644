/// Signs mail so that its domain answers for it (RFC 6376).
package org.posthorn.engine.dkim;
