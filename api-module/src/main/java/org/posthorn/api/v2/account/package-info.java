/// API v2: what holds for the account.
package org.posthorn.api.v2.account;
