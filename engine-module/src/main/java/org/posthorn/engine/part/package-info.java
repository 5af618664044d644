/// What the program is made of while it runs: parts that start in an order and stop in the reverse.
package org.posthorn.engine.part;
