/**
 * How deep parentheses, NOT, signs and functions may nest. Azure documents no such limit; this one keeps any text from
 * exhausting the stack and is far beyond what people write.
 */
export const sqlNestingLimit = 64;

/**
 * The grammar of SQL filters (start rule `Filter`) and actions (`Action`), for peggy.
 *
 * Conditions and values share one ladder of rules, from OR down to constants, so that a parenthesis needs no looking
 * ahead and parsing is linear; `condition` and `value` then tell the two apart, and `finish` complains of what is
 * misplaced only when all of the text could be read. Precedence, loosest first, is SQL-92's: OR, AND, NOT, comparison
 * (with LIKE, IN and IS NULL), + and -, *, / and %, signs.
 *
 * Only terminals are named: peggy hides failures inside a named rule, and the place of the failure with them.
 */
export const sqlGrammar = String.raw`
{{
  const conditionKinds = new Set(['comparison', 'like', 'in', 'isNull', 'exists', 'not', 'and', 'or']);
  const largestInteger = 9223372036854775807n;
}}
{
  let depth = 0;
  let misplaced;
  const locations = new WeakMap();

  function node(fields) {
    locations.set(fields, location());
    return fields;
  }
  function expectThat(fits, candidate, message) {
    if (!fits) misplaced ??= { message, location: locations.get(candidate) };
    return candidate;
  }
  function condition(candidate) {
    return expectThat(conditionKinds.has(candidate.kind), candidate, 'this is a value where a condition is needed. Compare it, for example with = TRUE.');
  }
  function value(candidate) {
    return expectThat(!conditionKinds.has(candidate.kind), candidate, 'this is a condition where a value is needed. Conditions can be joined, but not compared or computed with.');
  }
  function property(candidate) {
    return expectThat(candidate.kind === 'property', candidate, 'IS NULL asks about a property. Put a property name in front of it.');
  }
  function finish(result) {
    return misplaced === undefined ? result : error(misplaced.message, misplaced.location);
  }
  function integer(digits) {
    const result = BigInt(digits);
    if (result <= largestInteger) return result;
    return error(digits + ' is more than a 64-bit integer holds (9223372036854775807). Write it with a decimal point to make it a double.');
  }
  function double(digits) {
    const result = Number(digits);
    if (Number.isFinite(result)) return result;
    return error(digits + ' is more than a double holds (about 1.8E308). Write a smaller number.');
  }
  function deeper() {
    depth += 1;
    if (depth > ${sqlNestingLimit}) error('this nests deeper than ${sqlNestingLimit} levels. Take parentheses, NOTs or signs away, or split the rule in two.');
    return true;
  }
  function shallower() {
    depth -= 1;
    return true;
  }
  function chain(first, rest) {
    if (rest.length === 0) return first;
    return node({
      kind: 'arithmetic',
      first: value(first),
      rest: rest.map(([operator, operand]) => ({ operator, operand: value(operand) })),
    });
  }
  function join(kind, first, rest) {
    return rest.length === 0 ? first : node({ kind, operands: [first, ...rest].map(condition) });
  }
}

Filter = _ result:Disjunction End { return finish(condition(result)); }

Action = _ statements:(@Statement (";" _)?)+ End { return finish(statements); }

Statement
  = SET target:Property "=" _ result:Sum { return { kind: 'set', property: target, value: value(result) }; }
  / REMOVE target:Property { return { kind: 'remove', property: target }; }

Disjunction = first:Conjunction rest:(OR @Conjunction)* { return join('or', first, rest); }

Conjunction = first:Negation rest:(AND @Negation)* { return join('and', first, rest); }

Negation
  = NOT Deeper operand:Negation Shallower { return node({ kind: 'not', operand: condition(operand) }); }
  / Comparison

Comparison
  = left:Sum make:Comparator? { return make === null ? left : node(make(left)); }

Comparator
  = operator:ComparisonOperator right:Sum { return (left) => ({ kind: 'comparison', operator, left: value(left), right: value(right) }); }
  / IS not:NOT? NULL { return (left) => ({ kind: 'isNull', negated: not !== null, property: property(left) }); }
  / not:NOT? make:Membership { return (left) => ({ ...make(value(left)), negated: not !== null }); }

Membership
  = LIKE pattern:Sum escape:(ESCAPE @Sum)? {
      return (operand) => ({ kind: 'like', operand, pattern: value(pattern), ...(escape && { escape: value(escape) }) });
    }
  / IN "(" _ first:Sum rest:("," _ @Sum)* ")" _ {
      return (operand) => ({ kind: 'in', operand, list: [first, ...rest].map(value) });
    }

Sum = first:Product rest:(SumOperator Product)* { return chain(first, rest); }

Product = first:Signed rest:(ProductOperator Signed)* { return chain(first, rest); }

Signed
  = Minus "9223372036854775808" ![0-9.eE] !NamePart _ { return node({ kind: 'literal', value: -9223372036854775808n }); }
  / operator:Sign Deeper operand:Signed Shallower { return node({ kind: 'sign', operator, operand: value(operand) }); }
  / Primary

Primary
  = Open Deeper @Disjunction Shallower ")" _
  / EXISTS "(" _ target:Property ")" _ { return node({ kind: 'exists', property: target }); }
  / literal:Constant { return node({ kind: 'literal', value: literal }); }
  / NewId { return node({ kind: 'newid' }); }
  / PropertyFunction Deeper name:Sum Shallower ")" _ { return node({ kind: 'propertyFunction', name: value(name) }); }
  / Parameter
  / Property

Deeper = &{ return deeper(); }
Shallower = &{ return shallower(); }

Open "a value" = "(" _
Sign "a value" = @$[+-] _
Minus "a value" = "-" _
SumOperator "an operator (+, -)" = @$[+-] _
ProductOperator "an operator (*, /, %)" = @$[*/%] _
ComparisonOperator "a comparison (=, <>, <, <=, >, >=)"
  = operator:("<>" / "!=" / "<=" / ">=" / "=" / "<" / ">") _ { return operator === '!=' ? '<>' : operator; }

Constant "a value" = Text / Number / NULL { return null; } / TRUE { return true; } / FALSE { return false; }
Text = "'" characters:$("''" / [^'])* "'" _ { return characters.replaceAll("''", "'"); }
Number
  = digits:$([0-9]+ ("." [0-9]*)? [eE] [+-]? [0-9]+ / [0-9]+ "." [0-9]* / "." [0-9]+ ([eE] [+-]? [0-9]+)?) !NamePart _ { return double(digits); }
  / digits:$[0-9]+ !NamePart _ { return integer(digits); }

NewId "a value" = "newid"i _ "(" _ ")" _
PropertyFunction "a value" = ("property"i / "p"i) _ "(" _
Parameter "a value" = name:$("@" [_\p{L}]u NamePart*) _ { return node({ kind: 'parameter', name }); }
Property "a property"
  = scope:Scope? name:Name _ { return node({ kind: 'property', scope: scope ?? 'user', name }); }
Scope
  = "sys"i _ "." _ { return 'system'; }
  / "user"i _ "." _ { return 'user'; }
Name
  = !Keyword @$([\p{L}]u NamePart*)
  / "[" characters:$("]]" / [^\]])+ "]" { return characters.replaceAll(']]', ']'); }
  / '"' characters:$('""' / [^"])+ '"' { return characters.replaceAll('""', '"'); }
NamePart = [_\p{L}\p{Nd}]u

Keyword = AND / ESCAPE / EXISTS / FALSE / IN / IS / LIKE / NOT / NULL / OR / TRUE
AND "AND" = "AND"i !NamePart _
ESCAPE "ESCAPE" = "ESCAPE"i !NamePart _
EXISTS "EXISTS" = "EXISTS"i !NamePart _
FALSE "FALSE" = "FALSE"i !NamePart _
IN "IN" = "IN"i !NamePart _
IS "IS NULL" = "IS"i !NamePart _
LIKE "LIKE" = "LIKE"i !NamePart _
NOT "NOT" = "NOT"i !NamePart _
NULL "NULL" = "NULL"i !NamePart _
OR "OR" = "OR"i !NamePart _
REMOVE "REMOVE" = "REMOVE"i !NamePart _
SET "SET" = "SET"i !NamePart _
TRUE "TRUE" = "TRUE"i !NamePart _

End "the end" = !.
_ "white space" = [ \t\r\n\f\v]*
`;
