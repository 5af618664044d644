/// API v2: templates of messages.
package org.posthorn.api.v2.template;
