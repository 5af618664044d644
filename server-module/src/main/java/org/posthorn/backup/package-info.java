/// Copies of the store, and reading one that stands still.
package org.posthorn.backup;
