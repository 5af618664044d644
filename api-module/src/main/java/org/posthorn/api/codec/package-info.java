/// Records on the wire: JSON in and out, driven by record schemas as the Query protocol is, and the constraints that a
/// request broke.
package org.posthorn.api.codec;
