/// Verification mails in an account's own words.
package org.posthorn.engine.verification;
