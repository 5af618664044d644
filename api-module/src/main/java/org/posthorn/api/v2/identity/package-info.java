/// API v2: addresses and domains, and what holds for their mail.
package org.posthorn.api.v2.identity;
