/// The operations of the SES API about one area: identities: addresses and domains.
package org.posthorn.api.v1.identity;
