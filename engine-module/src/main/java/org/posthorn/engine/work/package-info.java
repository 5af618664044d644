/// Work whose cost strangers decide, kept away from the threads that everything else runs on, and from the log.
package org.posthorn.engine.work;
