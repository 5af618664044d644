/// How the parts of receiving are put together.
package org.posthorn.receiving.wiring;
