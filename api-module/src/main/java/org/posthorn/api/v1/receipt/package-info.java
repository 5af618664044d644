/// Receiving: receipt rule sets, their rules, and IP filters.
package org.posthorn.api.v1.receipt;
