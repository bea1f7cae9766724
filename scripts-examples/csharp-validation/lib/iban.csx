static class Iban
{
    /// <summary>ISO 13616: the first four characters go to the end, letters count from 10, and the number leaves 1 when divided by 97.</summary>
    public static bool IsValid(string text)
    {
        var iban = text.Replace(" ", "").ToUpperInvariant();
        if (!Regex.IsMatch(iban, "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$"))
            return false;

        var remainder = 0;
        foreach (var character in iban[4..] + iban[..4])
            remainder = char.IsDigit(character)
                ? (remainder * 10 + character - '0') % 97
                : (remainder * 100 + character - 'A' + 10) % 97;
        return remainder == 1;
    }
}
