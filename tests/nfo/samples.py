"""NFO files in the shapes that other programs write; all titles and people are invented."""

KODI_EXPORT = """<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
<movie>
    <title>Harbour Lights</title>
    <originaltitle>Hafenlichter</originaltitle>
    <sorttitle></sorttitle>
    <ratings>
        <rating name="imdb" max="10" default="true">
            <value>7.100000</value>
            <votes>5021</votes>
        </rating>
        <rating name="themoviedb" max="10">
            <value>6.900000</value>
            <votes>310</votes>
        </rating>
        <rating name="letterboxd" max="5">
            <value>3.5</value>
        </rating>
        <rating name="house" max="20">
            <value>13</value>
        </rating>
    </ratings>
    <userrating>8</userrating>
    <top250>0</top250>
    <outline></outline>
    <plot>Two keepers share one lamp.&#x0A;Neither will leave &amp; neither will stay.</plot>
    <tagline>Keep it burning.</tagline>
    <runtime>104</runtime>
    <thumb spoof="" cache="" aspect="poster" preview="https://pictures.example/w185/a.jpg">https://pictures.example/a.jpg</thumb>
    <thumb aspect="clearlogo" preview="">https://pictures.example/logo.png</thumb>
    <fanart>
        <thumb colors="" dim="1920x1080" preview="https://pictures.example/w780/f.jpg">https://pictures.example/f.jpg</thumb>
        <thumb>https://pictures.example/f2.jpg</thumb>
    </fanart>
    <mpaa>Rated PG-13</mpaa>
    <playcount>1</playcount>
    <lastplayed>2023-02-11</lastplayed>
    <file></file>
    <path></path>
    <filenameandpath>/films/Harbour Lights (2019)/Harbour Lights.mkv</filenameandpath>
    <basepath>/films/Harbour Lights (2019)/Harbour Lights.mkv</basepath>
    <id>tt9000001</id>
    <uniqueid type="imdb" default="true">tt9000001</uniqueid>
    <uniqueid type="tmdb">900001</uniqueid>
    <genre>Drama</genre>
    <genre>Mystery</genre>
    <country>Germany</country>
    <set>
        <name>Harbour Collection</name>
        <overview>Films about lights.</overview>
    </set>
    <tag>lighthouse</tag>
    <credits>Bea Writer</credits>
    <director>Cay Director</director>
    <premiered>2019-03-14</premiered>
    <year>2019</year>
    <status></status>
    <code></code>
    <aired></aired>
    <studio>Lamp Pictures</studio>
    <trailer>plugin://plugin.video.youtube/?action=play_video&amp;videoid=aB3-_fGhIjK</trailer>
    <fileinfo>
        <streamdetails>
            <video>
                <codec>hevc</codec>
                <aspect>2.39</aspect>
                <width>3840</width>
                <height>1608</height>
                <durationinseconds>6240</durationinseconds>
                <stereomode></stereomode>
                <hdrtype>hdr10</hdrtype>
            </video>
            <audio>
                <codec>eac3</codec>
                <language>ger</language>
                <channels>6</channels>
            </audio>
            <subtitle>
                <language>eng</language>
            </subtitle>
        </streamdetails>
    </fileinfo>
    <actor>
        <name>Ada Example</name>
        <role>Mara</role>
        <order>0</order>
        <thumb>https://pictures.example/ada.jpg</thumb>
    </actor>
    <actor>
        <name>Ben Sample</name>
        <role>Jon</role>
        <order>1</order>
    </actor>
    <resume>
        <position>61.5</position>
        <total>6240.0</total>
    </resume>
    <dateadded>2022-01-02 03:04:05</dateadded>
    <art>
        <poster>/films/Harbour Lights (2019)/poster.jpg</poster>
    </art>
</movie>
"""

TMM_MOVIE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<!--created on 2024-05-06 07:08:09 - tinyMediaManager 5.0.5-->
<movie>
  <title>Harbour Lights</title>
  <originaltitle>Hafenlichter</originaltitle>
  <sorttitle/>
  <epbookmark/>
  <year>2019</year>
  <ratings>
    <rating default="false" max="100" name="metacritic">
      <value>63.0</value>
      <votes>12</votes>
    </rating>
    <rating default="false" max="100" name="tomatometerallcritics">
      <value>88.0</value>
      <votes>25</votes>
    </rating>
    <rating default="true" max="10" name="themoviedb">
      <value>6.9</value>
      <votes>310</votes>
    </rating>
  </ratings>
  <userrating>0.0</userrating>
  <top250>0</top250>
  <set tmdbcolid="8000">
    <name>Harbour Collection</name>
    <overview/>
  </set>
  <plot>Two keepers share one lamp.</plot>
  <outline/>
  <tagline/>
  <runtime>104</runtime>
  <thumb aspect="poster">https://pictures.example/a.jpg</thumb>
  <fanart>
    <thumb>https://pictures.example/f.jpg</thumb>
  </fanart>
  <mpaa>DE:FSK 12</mpaa>
  <certification>DE:FSK 12 / DE:12</certification>
  <id>tt9000001</id>
  <tmdbid>900001</tmdbid>
  <uniqueid default="false" type="tmdbSet">8000</uniqueid>
  <uniqueid default="true" type="tmdb">900001</uniqueid>
  <uniqueid default="false" type="imdb">tt9000001</uniqueid>
  <country>DE</country>
  <status/>
  <code/>
  <premiered>2019-03-14</premiered>
  <watched>true</watched>
  <playcount>2</playcount>
  <genre>Drama</genre>
  <studio>Lamp Pictures</studio>
  <credits tmdbid="71">Bea Writer</credits>
  <director tmdbid="72">Cay Director</director>
  <tag>lighthouse</tag>
  <actor>
    <name>Ada Example</name>
    <role>Mara</role>
    <thumb>https://pictures.example/ada.jpg</thumb>
    <profile>https://www.themoviedb.org/person/73</profile>
    <type>Actor</type>
    <tmdbid>73</tmdbid>
  </actor>
  <producer tmdbid="74">
    <name>Dee Producer</name>
    <role>Executive Producer</role>
  </producer>
  <trailer>https://www.youtube.com/watch?v=aB3-_fGhIjK</trailer>
  <languages>German, English</languages>
  <dateadded>2022-01-02 03:04:05</dateadded>
  <lockdata>true</lockdata>
  <fileinfo>
    <streamdetails>
      <video>
        <codec>h265</codec>
        <aspect>2.39</aspect>
        <width>3840</width>
        <height>1608</height>
        <durationinseconds>6240</durationinseconds>
        <hdrtype>hdr10</hdrtype>
      </video>
    </streamdetails>
  </fileinfo>
  <!--tinyMediaManager meta data-->
  <source>UHD_BLURAY</source>
  <edition>NONE</edition>
  <original_filename>hl.2019.mkv</original_filename>
  <user_note/>
</movie>
"""

JELLYFIN_MOVIE = """\ufeff<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<movie>
  <plot><![CDATA[Two keepers share one lamp. <3]]></plot>
  <outline />
  <lockdata>false</lockdata>
  <lockedfields>Name|Overview</lockedfields>
  <dateadded>2022-01-02 03:04:05</dateadded>
  <title>Harbour Lights</title>
  <originaltitle>Hafenlichter</originaltitle>
  <director>Cay Director</director>
  <writer>Bea Writer</writer>
  <writer>Ebba Writer</writer>
  <credits>Bea Writer</credits>
  <credits>Ebba Writer</credits>
  <trailer>plugin://plugin.video.youtube/play/?video_id=aB3-_fGhIjK</trailer>
  <trailer>plugin://plugin.video.youtube/play/?video_id=zZ3-_fGhIjK</trailer>
  <rating>6.9</rating>
  <year>2019</year>
  <mpaa>DE-12</mpaa>
  <imdbid>tt9000001</imdbid>
  <tmdbid>900001</tmdbid>
  <collectionnumber>8000</collectionnumber>
  <premiered>2019-03-14</premiered>
  <releasedate>2019-03-14</releasedate>
  <criticrating>88</criticrating>
  <runtime>104</runtime>
  <country>Germany</country>
  <genre>Drama</genre>
  <studio>Lamp Pictures</studio>
  <tag>lighthouse</tag>
  <art>
    <poster>/films/Harbour Lights/poster.jpg</poster>
  </art>
  <actor>
    <name>Ada Example</name>
    <role>Mara</role>
    <type>Actor</type>
    <sortorder>0</sortorder>
    <thumb>/config/metadata/people/ada.jpg</thumb>
  </actor>
  <actor>
    <name>Dee Producer</name>
    <type>Producer</type>
  </actor>
  <set tmdbcolid="8000">
    <name>Harbour Collection</name>
  </set>
  <fileinfo>
    <streamdetails>
      <video>
        <codec>hevc</codec>
        <micodec>hevc</micodec>
        <bitrate>20000000</bitrate>
        <width>3840</width>
        <height>1608</height>
        <scantype>progressive</scantype>
        <duration>104</duration>
        <durationinseconds>6240</durationinseconds>
      </video>
    </streamdetails>
  </fileinfo>
</movie>"""

EMBY_MOVIE = """<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<movie xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <plot><![CDATA[Two keepers share one lamp.]]></plot>
  <title>Harbour Lights</title>
  <set>Harbour Collection</set>
  <id IMDB="tt9000001" TMDB="900001">tt9000001</id>
  <rating>6.9</rating>
  <votes>2,345</votes>
  <releasedate>2019-03-14</releasedate>
  <genre>Drama / Mystery</genre>
</movie>
"""

RADARR_MOVIE = """<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<movie>
  <title>Harbour Lights</title>
  <originaltitle>Hafenlichter</originaltitle>
  <sorttitle>harbour lights</sorttitle>
  <ratings>
    <rating name="imdb" max="10" default="true"><value>7.1</value><votes>5021</votes></rating>
    <rating name="themoviedb" max="10" default="false"><value>6.9</value><votes>310</votes></rating>
    <rating name="tomatometerallcritics" max="100" default="false"><value>88</value><votes>0</votes></rating>
  </ratings>
  <criticrating>88</criticrating>
  <userrating />
  <top250 />
  <outline />
  <plot>Two keepers share one lamp.</plot>
  <tagline />
  <runtime>104</runtime>
  <thumb aspect="poster" preview="https://pictures.example/a.jpg">https://pictures.example/a.jpg</thumb>
  <fanart><thumb>https://pictures.example/f.jpg</thumb></fanart>
  <mpaa>12</mpaa>
  <uniqueid type="tmdb" default="true">900001</uniqueid>
  <tmdbid>900001</tmdbid>
  <uniqueid type="imdb">tt9000001</uniqueid>
  <imdbid>tt9000001</imdbid>
  <genre>Drama</genre>
  <set tmdbcolid="8000"><name>Harbour Collection</name></set>
  <premiered>2019-03-14</premiered>
  <year>2019</year>
  <studio>Lamp Pictures</studio>
  <trailer>plugin://plugin.video.youtube/play/?video_id=aB3-_fGhIjK</trailer>
  <watched>true</watched>
  <fileinfo><streamdetails>
    <video><aspect>2.39</aspect><bitrate>20000</bitrate><codec>hevc</codec><framerate>24</framerate><height>1608</height>
      <scantype>progressive</scantype><width>3840</width><duration>104</duration><durationinseconds>6240</durationinseconds></video>
  </streamdetails></fileinfo>
</movie>
https://www.themoviedb.org/movie/900001
https://www.imdb.com/title/tt9000001
"""

SONARR_SHOW = """<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<tvshow>
  <title>North Quay</title>
  <rating>7.9</rating>
  <plot>A harbour town in winter.</plot>
  <uniqueid type="tvdb" default="true">900100</uniqueid>
  <uniqueid type="imdb">tt9000100</uniqueid>
  <uniqueid type="tmdb">800100</uniqueid>
  <uniqueid type="tvmaze">700100</uniqueid>
  <episodeguide>{"tvdb": "900100", "tmdb": "800100"}</episodeguide>
  <status>ended</status>
  <premiered>2021-09-02</premiered>
  <mpaa>TV-14</mpaa>
  <genre>Drama</genre>
  <studio>Quay TV</studio>
  <thumb aspect="poster">https://pictures.example/show.jpg</thumb>
  <thumb aspect="poster" type="season" season="2">https://pictures.example/s2.jpg</thumb>
  <thumb aspect="poster" type="season" season="-1">https://pictures.example/all.jpg</thumb>
  <namedseason number="2">The Winter Case</namedseason>
  <actor><name>Ada Example</name><role>Inspector</role><type>Actor</type></actor>
  <actor><name>Gus Guest</name><role>Smith</role><type>GuestStar</type></actor>
</tvshow>
"""

SONARR_EPISODES = """<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<episodedetails>
  <title>Low Tide</title>
  <season>1</season>
  <episode>1</episode>
  <aired>2021-09-02</aired>
  <plot>The water goes.</plot>
  <uniqueid type="tvdb" default="true">900101</uniqueid>
  <uniqueid type="sonarr">41</uniqueid>
  <thumb>https://pictures.example/e1.jpg</thumb>
  <watched>false</watched>
  <rating>7.5</rating>
</episodedetails>
<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<episodedetails>
  <title>High Tide</title>
  <season>1</season>
  <episode>2</episode>
  <aired>2021-09-02</aired>
  <plot>The water comes.</plot>
  <uniqueid type="tvdb" default="true">900102</uniqueid>
  <watched>true</watched>
</episodedetails>
"""

MEDIAELCH_SHOW = """<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
<tvshow>
    <title>North Quay</title>
    <showtitle>North Quay</showtitle>
    <sorttitle>Quay, North</sorttitle>
    <uniqueid type="tmdb">800100</uniqueid>
    <id IMDB="tt9000100" TMDB="800100">900100</id>
    <ratings>
        <rating default="true" max="10" name="themoviedb"><value>7,5</value><votes>1.234</votes></rating>
    </ratings>
    <userrating>9</userrating>
    <top250>12</top250>
    <episode>16</episode>
    <season>2</season>
    <plot>A harbour town in winter.</plot>
    <mpaa>12</mpaa>
    <premiered>02.09.2021</premiered>
    <studio>Quay TV</studio>
    <tag>harbour</tag>
    <runtime>45 min</runtime>
    <trailer></trailer>
    <genre>Drama|Crime</genre>
    <actor>
        <name>Ada Example</name>
        <role>Inspector</role>
        <order>1</order>
    </actor>
    <actor>
        <name>Ben Sample</name>
        <role>Sergeant</role>
        <order>0</order>
    </actor>
    <generator>
        <appname>MediaElch</appname>
        <datetime>2024-01-02T03:04:05Z</datetime>
    </generator>
</tvshow>
"""

SEASON = """<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<season>
  <plot>The sea freezes.</plot>
  <title>The Winter Case</title>
  <seasonnumber>2</seasonnumber>
  <premiered>2022-09-01</premiered>
  <tvdbid>555</tvdbid>
</season>
"""

SET = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<set>
  <title>Harbour Collection</title>
  <originaltitle>Hafen-Reihe</originaltitle>
  <overview>Films about lights.</overview>
  <uniqueid type="tmdb" default="true">8000</uniqueid>
</set>
"""

PERSON = """<person>
  <title>Ada Example</title>
  <biography>Born by the sea.</biography>
  <birthdate>1980-02-03</birthdate>
  <placeofbirth>Kiel</placeofbirth>
  <tmdbid>73</tmdbid>
</person>
"""

SCENE = """
   ▄▄▄▄▄   HARBOUR.LIGHTS.2019.1080p.BLURAY.x264-GROUP   ▄▄▄▄▄
  Runtime....: 104 min            Video....: x264 @ 9000 kbps
  iMDB.......: http://www.imdb.com/title/tt9000001/
  <-- greetings to all our friends --> & <<enjoy>>
"""

ALL = {
    name: text.encode()
    for name, text in {
        "kodi": KODI_EXPORT,
        "tmm": TMM_MOVIE,
        "jellyfin": JELLYFIN_MOVIE,
        "emby": EMBY_MOVIE,
        "radarr": RADARR_MOVIE,
        "sonarr show": SONARR_SHOW,
        "sonarr episodes": SONARR_EPISODES,
        "mediaelch": MEDIAELCH_SHOW,
        "season": SEASON,
        "set": SET,
        "person": PERSON,
    }.items()
}
"""The XML ones by the program that writes such files."""
