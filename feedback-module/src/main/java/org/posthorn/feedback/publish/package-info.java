/// Tells the programs that want to know what becomes of messages: events as JSON, to topics, files and metrics.
package org.posthorn.feedback.publish;
