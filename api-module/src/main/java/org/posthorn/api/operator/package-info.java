/// What operators read and do over HTTP, beside the SES API: health, metrics, and the admin endpoint with its commands.
package org.posthorn.api.operator;
