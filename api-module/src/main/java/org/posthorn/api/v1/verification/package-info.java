/// The operations of the SES API about one area: verification mails in an account's own words.
package org.posthorn.api.v1.verification;
