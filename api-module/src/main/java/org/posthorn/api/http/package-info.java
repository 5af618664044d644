/// The HTTP edge: server, limits, signatures, and the one place where errors become XML.
package org.posthorn.api.http;
