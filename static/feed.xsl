<?xml version="1.0" encoding="utf-8"?>
<!-- What a person sees who opens a feed in a browser: what it is, and its entries. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:atom="http://www.w3.org/2005/Atom" exclude-result-prefixes="atom">
<xsl:output method="html" encoding="utf-8" doctype-system="about:legacy-compat"/>
<xsl:variable name="title" select="/atom:feed/atom:title | /rss/channel/title"/>
<xsl:variable name="language" select="/atom:feed/@xml:lang | /rss/channel/language"/>
<xsl:template match="/">
<html lang="{$language}">
<head><meta name="viewport" content="width=device-width, initial-scale=1"/><title><xsl:value-of select="$title"/></title></head>
<body>
<main>
<h1><xsl:value-of select="$title"/></h1>
<p><xsl:choose><xsl:when test="$language = 'en'">This is a feed: add its address to a feed reader.</xsl:when><xsl:otherwise>Toto je kanál pro čtečky: jeho adresu vložte do čtečky.</xsl:otherwise></xsl:choose></p>
<xsl:for-each select="/atom:feed/atom:entry | /rss/channel/item">
<article>
<h2><a href="{atom:link/@href | link}"><xsl:value-of select="atom:title | title"/></a></h2>
<p><xsl:value-of select="atom:summary | description"/></p>
</article>
</xsl:for-each>
</main>
</body>
</html>
</xsl:template>
</xsl:stylesheet>
