# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What test_object_service.py asks the object service, and what it is to answer."""

# Expressions that have a value in JSON.
VALUES = [
    ("6 * 7", 42),
    ("  1 + 1 ", 2),
    ("2 ** 100", 2 ** 100),
    ("1.5", 1.5),
    ("None", None),
    ("True", True),
    ("0", 0),
    ("''", ""),
    ("[]", []),
    ("{}", {}),
    ("()", []),
    ("(1, (2, 3))", [1, [2, 3]]),
    ("{'a': [1, {'b': None}]}", {"a": [1, {"b": None}]}),
    ("'\\u00e9\\U0001f41f\\x00\\n'", "é🐟\x00\n"),
    ("[x * x for x in range(4)]", [0, 1, 4, 9]),
    ("__import__('collections').Counter('aab')", {"a": 2, "b": 1}),
    ("__import__('numpy').int64(7)", 7),
    ("__import__('numpy').float32(0.5)", 0.5),
    ("__import__('numpy').bool_(False)", False),
    ("[__import__('numpy').arange(3).sum()]", [3]),
    ("[0.25] * 3", [0.25, 0.25, 0.25]),
]

# Expressions that become handles, and of what type.
OBJECTS = [
    ("object()", "object"),
    ("b'bytes'", "bytes"),
    ("b''", "bytes"),
    ("set()", "set"),
    ("{1: 2}", "dict"),
    ("[{1, 2}]", "list"),
    ("1j", "complex"),
    ("__import__('fractions').Fraction(0)", "Fraction"),
    ("__import__('numpy').zeros(0)", "ndarray"),
    ("len", "builtin_function_or_method"),
    ("1 << 100000", "int"),
    ("(lambda a: a.append(a) or a)([])", "list"),
    ("(x for x in ())", "generator"),
]

# Values with something in them that JSON can't hold, and how the note about it begins.
NOTED = [
    ("float('nan')", None, "value is nan"),
    ("[1.0, float('inf')]", [1.0, None], "value[1] is inf"),
    ("{'a': [-float('inf')]}", {"a": [None]}, "value.a[0] is -inf"),
    ("__import__('numpy').float64('nan')", None, "value is nan"),
    ("'a\\ud800b'", "a?b", "value has half a character"),
    ("{'\\udfff': 1}", {"?": 1}, "a key of value has half a character"),
]

# Requests that are refused: command, parameters, code, part of the message.
REFUSED = [
    ("import", {"moduleName": "no_such_module"}, "not_found", "no_such_module"),
    ("import", {"moduleName": "json.no_such_part"}, "not_found", "json.no_such_part"),
    ("import", {"moduleName": "needs_another"}, "failed", "is_not_there"),
    ("create", {"moduleHandleId": "handle_0", "className": "x"}, "not_found", "handle_0"),
    ("call", {"handleId": "../../etc/passwd", "methodName": "x"}, "not_found", "etc"),
    ("getattr", {"handleId": "handle_99999999999999999999", "attributeName": "x"}, "not_found",
     "any more"),
    ("eval", {"expression": "1 +"}, "failed", "SyntaxError"),
    ("eval", {"expression": "a = 1"}, "failed", "SyntaxError"),
    ("eval", {"expression": "1 / 0"}, "failed", "ZeroDivisionError: division by zero"),
    ("eval", {"expression": "no_such_name"}, "failed", "no_such_name"),
    ("eval", {"expression": "(" * 1000 + ")" * 1000}, "failed", "Error"),
    ("eval", {"expression": "(lambda f: f(f))(lambda f: f(f))"}, "failed", "RecursionError"),
    ("eval", {"expression": "exit(3)"}, "failed", "SystemExit"),
    ("eval", {"expression": "(_ for _ in ()).throw(KeyboardInterrupt)"}, "failed", "Interrupt"),
    ("eval", {"expression": "(_ for _ in ()).throw(Exception('\\ud800'))"}, "failed", "Exception"),
    ("eval", {"expression": "1", "locals": {"x": {"handleId": "handle_0"}}}, "not_found",
     "handle_0"),
    ("eval", {"expression": "'x' * (65 << 20)"}, "limit", "in parts"),
    ("tofloatarray", {"handleId": "handle_0"}, "not_found", "handle_0"),
    ("no.such.method", {}, "no_method", "no.such.method"),
]

# Those that gRPC's own types do not let through: the parameter, and what is said about it.
WRONG_TYPES = [
    ("import", {}, "moduleName", "is missing"),
    ("import", {"moduleName": 3}, "moduleName", "must be a string, not of type int"),
    ("call", {"handleId": None, "methodName": "x"}, "handleId", "must be a string"),
    ("create", {"moduleHandleId": ["handle_1"], "className": "x"}, "moduleHandleId", "must be"),
    ("eval", {"expression": "1", "locals": []}, "locals", "must be an object, not of type list"),
]

# What float arrays are made of: expression, dimensions, values, shape.
FLOATS = [
    ("__import__('numpy').arange(3)", 1, [0, 1, 2], [3]),
    ("__import__('numpy').arange(6.0).reshape(2, 3)", 2, [0, 1, 2, 3, 4, 5], [2, 3]),
    ("__import__('numpy').arange(6.0).reshape(2, 3).T", 2, [0, 3, 1, 4, 2, 5], [3, 2]),
    ("__import__('numpy').arange(6.0).reshape(2, 3)", 1, [0, 1, 2, 3, 4, 5], [6]),
    ("__import__('numpy').zeros((4, 0))", 2, [], [4, 0]),
    ("__import__('numpy').array([1.5], dtype='>f4')", 1, [1.5], [1]),
    ("__import__('array').array('d', [0.5, 1e300])", 1, [0.5, 1e300], [2]),
    ("__import__('array').array('i', [3])", 1, [3], [1]),
    ("memoryview(__import__('array').array('d', [1, 2, 3, 4]))[::2]", 1, [1, 3], [2]),
    ("bytearray(b'\\x01\\x02')", 1, [1, 2], [2]),
    ("[1, 2.5, True]", 1, [1, 2.5, 1], [3]),
    ("[]", 1, [], [0]),
    ("[]", 2, [], [0, 0]),
    ("[[1, 2], (3, 4)]", 2, [1, 2, 3, 4], [2, 2]),
    ("[[1, 2], [3, 4]]", 1, [1, 2, 3, 4], [4]),
    ("[b'\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08']", 2, [1, 2, 3, 4, 5, 6, 7, 8], [1, 8]),
    ("range(3)", 1, [0, 1, 2], [3]),
    ("map(float, ['2', '3'])", 1, [2, 3], [2]),
]

NO_FLOATS = [
    ("'123'", 1, "a str is no array of numbers"),
    ("{1: 2}", 1, "a dict is no array of numbers"),
    ("object()", 1, "not iterable"),
    ("['a']", 1, "TypeError"),
    ("[[1], [2, 3]]", 2, "row 1 has 2 elements, and row 0 has 1"),
    ("[1, 2]", 2, "1 dimension, not 2"),
    ("__import__('numpy').zeros(3)", 2, "1 dimensions, not 2"),
    ("__import__('numpy').zeros((2, 2, 2))", 2, "3 dimensions, not 2"),
    ("__import__('numpy').array([1j])", 1, "complex128"),
    ("__import__('numpy').array(['1'])", 1, "not numbers"),
    ("__import__('numpy').array([None, object()])", 1, "TypeError"),
]
