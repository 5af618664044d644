/// What became of messages, told to those who sent them.
package org.posthorn.engine.insight;
