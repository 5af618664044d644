/// What the engine asks of the domain name system.
package org.posthorn.engine.dns;
