/// The paths of SES API v2.
package org.posthorn.api.v2;
