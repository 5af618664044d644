/// The machine's addresses that mail leaves from: in pools, and slowly at first.
package org.posthorn.engine.dedicatedip;
