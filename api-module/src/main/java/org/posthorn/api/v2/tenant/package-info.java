/// API v2: tenants and what they may use.
package org.posthorn.api.v2.tenant;
