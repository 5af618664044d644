/// The face of SES API v1: the Query protocol.
package org.posthorn.api.v1;
