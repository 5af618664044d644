/// API v2: custom verification mail and its templates.
package org.posthorn.api.v2.verification;
