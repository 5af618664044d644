/// The Query protocol: form parameters in, XML out, both driven by record schemas.
package org.posthorn.api.query;
