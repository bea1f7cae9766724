using System.Globalization;
using Jint.Native;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Takes an address apart for the <c>URL</c> class.</summary>
internal static class UrlParts
{
    /// <summary>The parts as an object; null when the text is no absolute address and <paramref name="origin"/> does not make it one.</summary>
    public static JsValue Parse(StepRealm realm, string text, string? origin)
    {
        Uri? url;
        if (origin is null)
            Uri.TryCreate(text.Trim(), UriKind.Absolute, out url);
        else
            url = Uri.TryCreate(origin.Trim(), UriKind.Absolute, out var from) && Uri.TryCreate(from, text.Trim(), out var joined) ? joined : null;
        if (url is null || (url.IsFile && !text.StartsWith("file:", StringComparison.OrdinalIgnoreCase)))
            return JsValue.Null;

        var parts = new JsObject(realm.Engine);
        var user = url.UserInfo.Split(':', 2);
        parts.Set("protocol", url.Scheme + ":");
        parts.Set("username", user[0]);
        parts.Set("password", user.Length > 1 ? user[1] : "");
        parts.Set("hostname", url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost);
        parts.Set("port", url.IsDefaultPort || url.Port < 0 ? "" : url.Port.ToString(CultureInfo.InvariantCulture));
        parts.Set("pathname", url.AbsolutePath);
        parts.Set("search", url.Query is "?" ? "" : url.Query);
        parts.Set("hash", url.Fragment is "#" ? "" : url.Fragment);
        return parts;
    }
}
