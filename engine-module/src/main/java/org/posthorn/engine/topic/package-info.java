/// Topics without AWS: who subscribed to what, and what is on its way to them.
package org.posthorn.engine.topic;
