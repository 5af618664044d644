/// Addresses that are not written to any more.
package org.posthorn.engine.suppression;
