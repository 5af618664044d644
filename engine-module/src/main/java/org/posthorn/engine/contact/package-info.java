/// Contact lists: who wants mail about what, and the links by which they say so.
package org.posthorn.engine.contact;
