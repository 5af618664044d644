/// Records on the wire, all over their schemas: Query parameters in, XML out, JSON both ways, and the constraints
/// that a request broke.
package org.posthorn.api.codec;
