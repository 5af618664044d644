/// Configuration sets, and where they publish events.
package org.posthorn.engine.configurationset;
