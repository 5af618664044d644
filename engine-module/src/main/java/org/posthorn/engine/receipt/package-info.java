/// Mail that comes in: who wants it, by which rules, and what they may name.
package org.posthorn.engine.receipt;
