/// Build tools: typed tables from the migrations, and the formatter. Never part of the product.
package ai.profithack.codegen;
