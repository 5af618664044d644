/// The operations of the SES API about one area: sending.
package org.posthorn.api.v1.sending;
