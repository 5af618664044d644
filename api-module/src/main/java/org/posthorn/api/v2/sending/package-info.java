/// API v2: messages that are sent.
package org.posthorn.api.v2.sending;
