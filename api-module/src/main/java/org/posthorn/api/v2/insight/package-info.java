/// API v2: what became of messages, and what could be better.
package org.posthorn.api.v2.insight;
