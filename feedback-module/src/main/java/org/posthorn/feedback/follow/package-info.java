/// Reading the event log to its end, for ever.
package org.posthorn.feedback.follow;
