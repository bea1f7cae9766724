namespace CodeStepHost.Components.Records;

/// <summary>
/// Finds where one JSON value ends, a piece at a time and without holding it: it follows strings and brackets only and leaves it to a parser
/// to say whether the value is right.
/// </summary>
internal struct JsonValueEnd
{
    private int _depth;
    private bool _inString;
    private bool _isEscaped;
    private bool _hasBegun;

    /// <summary>Looks at the next piece of the value; the first begins at its first byte.</summary>
    /// <returns>The index after the value's last byte; -1 when the value goes on after the piece.</returns>
    public int Find(ReadOnlySpan<byte> piece)
    {
        for (var at = 0; at < piece.Length; at++)
        {
            var end = Step(piece[at]);
            if (end >= 0)
                return at + end;
        }

        return -1;
    }

    /// <summary>0: the value ended before this byte; 1: with it; -1: it goes on.</summary>
    private int Step(byte value)
    {
        if (_inString)
        {
            _inString = _isEscaped || value != '"';
            _isEscaped = !_isEscaped && value == '\\';
            return !_inString && _depth == 0 ? 1 : -1;
        }

        var isFirst = !_hasBegun;
        _hasBegun = true;
        switch (value)
        {
            case (byte)'"':
                _inString = true;
                return -1;
            case (byte)'{' or (byte)'[':
                _depth++;
                return -1;
            case (byte)'}' or (byte)']':
                if (_depth == 0)
                    return isFirst ? 1 : 0;
                return --_depth == 0 ? 1 : -1;
            case (byte)',' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' when _depth == 0:
                return isFirst ? 1 : 0;
            default:
                return -1;
        }
    }
}
