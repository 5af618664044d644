/// Work whose cost strangers decide, kept away from the threads that everything else runs on.
package org.posthorn.engine.work;
