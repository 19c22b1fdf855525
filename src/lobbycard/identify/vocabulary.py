"""The words of release names as a table; `words` reads it.

A line holds what its phrases say, then the phrases in lower case without apostrophes. `!` in front marks strong words,
which end a title wherever they stand (`1080p`, `x264`); `?` weak ones, which could be a part of it (`Extended`).
"""

RELEASE_WORDS = """
# sources
!source=bluray: bluray, blu ray, blueray, bdrip, bd rip, brrip, br rip, bdmux, bd mux, uhdbd, uhd bd, uhdrip
!source=bluray: uhd bluray, uhd blu ray, uhdbluray, bdmv rip, bluray rip, blurayrip, microhd, m hd, mhd, bdlight
!source=bluray: hdlight, hd light, 4klight, brhd, bddl
!source=bluray modifier=brdisk: bd25, bd50, bd66, bd100, bdmv, bdiso, complete bluray, complete uhd bluray, bdfull
!source=bluray modifier=brdisk: br disk, brdisk
!source=bluray modifier=remux: bdremux, bd remux, brremux, bluray remux, blu ray remux, uhdremux, uhd remux
!source=bluray modifier=remux: uhd bluray remux, uhd blu ray remux
!modifier=remux: remux, dvdremux, webremux
!source=hddvd: hddvd, hd dvd, hddvdrip
!source=webdl: webdl, web dl, web hd, webhd, webcap, web dlmux, webdlmux, dlmux, amazonhd, netflixhd, ituneshd
!source=webrip: webrip, web rip, webmux, webdlrip, web dlrip, web dl rip, vodrip, vod rip, ppvrip, ppv rip
!source=hdrip: hdrip, hd rip
!source=hdtv: hdtv, hdtvrip, hdtv rip, ahdtv, uhdtv, hdtvmux
!source=hdtv modifier=rawhd: rawhd, raw hd, mpeg2 hdtv
!source=tv: pdtv, sdtv, dsr, dsrip, tvrip, tv rip, satrip, sat rip, dvbrip, dvb rip, dthrip, dvbcrip, iptvrip
!source=tv: tvhdrip, tvunderground, dsrrip
!source=dvd: dvdrip, dvd rip, dvdr, dvd r, dvd5, dvd9, dvd mux, dvdmux, 2xdvd9, dvdivx, xdvdrip, ntscdvd, fulldvd
!source=dvd: full dvd, pal dvdr, ntsc dvdr, dvd full
!source=dvd modifier=screener: dvdscr, dvdscreener, dvd scr, dvd screener, dvdsc
!source=bluray modifier=screener: bdscr, bdscreener
!source=webdl modifier=screener: webscr, webscreener, web screener
!modifier=screener: hdscr, screener
?modifier=screener: scr
!source=dvd modifier=regional: dvdr5, dvd r5
?source=dvd modifier=regional: r5, r6
!source=telesync: telesync, hdts, hd ts, tsrip, ts rip, pdvd, predvd, predvdrip, pre dvdrip, hqts, hdtsrip
?source=telesync: ts
!source=telecine: telecine, hdtc, hd tc, tcrip
?source=telecine: tc
!source=cam: camrip, cam rip, hdcam, hd cam, hqcam, hdcamrip, hqcamrip
?source=cam: cam
?source=workprint: workprint, wp
!source=vhs: vhsrip, vhs rip
?source=vhs: vhs, laserdisc, ldrip
?source=webdl: web, itunes
?source=dvd: dvd
?source=bluray: bd, blu
?source=tv: tv, dtv, dvb
?other=: hd, sd, hq, lq, ws, fs, vod, ppv, dth, sat, iptv, sdr, pq, 5 1, 7 1, 2 0, 1 0, 5 0, 6 1, 2ch, 6ch, 8ch
?other=: 5 1ch, 2 0ch, 7 1ch, stereo, mono, line, md, mic, ld, internal, int, limited, ltd, final, stv, festival, fest
?other=: readnfo, read nfo, rfix, subfix, complete, colorized, converted, conv, retail, dubbed, dub, subbed, subs
?other=: sub, hc, hcsubs, hardsub, hardsubs, hardcoded, softsub, softsubs, dl, dual, dual audio, dualaudio, ml
?other=: multisubs, multisub, multi subs, multi sub, msubs, esub, esubs, pal, ntsc, secam, widescreen, fullscreen
?other=: letterbox, anamorphic, uncropped, cropped, doku, docu, dokumentation, nordicsubs, nosubs, synced, resync
?other=: dubbed dl, eac3d, ac3d, dtsd, aacd, ac3ld, ac3md, dubbed md, telecined, ray, mux, encode, reencode
?other=: ds4k, untouched, custom, extras, bonus, iso, webisode, multi audio, org, aud, audio, amzn, amazon, nf, netflix
?other=: dsnp, dsny, disney+, hmax, max, hbo, hulu, atvp, atv, pcok, pmtp, stan, crav, red, cr, crunchyroll, funi
?other=: hidi, vrv, bilibili, b global, iqiyi, wetv, viki, abema, adn, u next, ip, bbc, itv, all4, now, stz, starz
?other=: sho, epix, amc, cbs, fox, nbc, abc, cc, mtv, nick, dcu, gply, play, vudu, ma, movies anywhere, cnlp, cbc
?other=: tving, wavve, joyn, rtl+, rtlp, magenta, skst, sky, canal+, molotov, rakuten, rkten, mubi, crit, hotstar
?other=: hs, zee5, sonyliv, jc, jio, aha, ss, voot, kcw, tvnz, abciview, iview, tubi, roku, pluto, cbsi, syfy
# picture
!resolution=2160p: 4k, uhd, 4k uhd, uhd 4k, ultrahd, ultra hd
!resolution=1080p: fullhd, full hd, fhd
!resolution=4320p: 8k
!codec=h264: x264, h264, h 264, x 264, avc, avc1, mpeg4avc, x264hi10p, h264hi10p, hi10p, hi10
!codec=h265: x265, h265, h 265, x 265, hevc, x265hevc, hevc10, hevc10bit, main10
!codec=h266: x266, h266, h 266, vvc
!codec=av1: av1
!codec=xvid: xvid, xvidhd
!codec=divx: divx, divx5, divx6
!codec=vc1: vc1, vc 1
!codec=mpeg2: mpeg2, mpeg 2, h262, h 262
!codec=vp9: vp9
?codec=vp9: vp8
!other=: 10bit, 10 bit, 8bit, 8 bit, 12bit, 12 bit, hi444pp, yuv420p10, 60fps, 50fps, 120fps, 24fps, 10bits, crf
!other=: upscaled, hfr, videomann, multisub sub
?hdr=hdr10: hdr, hdr10, uhdr
?hdr=hdr10plus: hdr10plus, hdr10p, hdr10+, hdr10 plus, hdrplus
?hdr=dolbyvision: dv, dovi, dolbyvision, dolby vision, dvp5, dvp7, dvp8
!hdr=dolbyvision hdr=hdr10: dv hdr, dv hdr10, hdr dv, dovi hdr, dv hdr10plus
?hdr=hlg: hlg
?three_d=3d: 3d
!three_d=hsbs: hsbs, h sbs, half sbs, 3d hsbs, 3d h sbs, 3d half sbs, halfsbs
!three_d=fsbs: fsbs, full sbs, 3d fsbs, 3d full sbs
!three_d=sbs: sbs, 3d sbs
!three_d=htab: htab, h tab, half tab, hou, h ou, half ou, 3d htab, 3d hou, 3d half ou, 3d h ou, half over under
!three_d=ftab: ftab, full ou, 3d ftab
!three_d=mvc: mvc, 3d mvc, bd3d, bluray3d, 3d bluray, bluray 3d
# sound
!audio=dts: dts, dtshd, dts hd, dtshdma, dts hd ma, dts ma, dtsma, dtsx, dts x, dts es, dts hd hra, dts hra, dtshra
!audio=ac3: ac3, dolby digital, ac 3
!audio=eac3: eac3, e ac3, ddp, ddplus, ddpa, dd+, e ac 3, ddpatmos
!audio=aac: aac, qaac, heaac, he aac, aac lc
!audio=truehd: truehd, true hd, thd
!audio=flac: flac
!audio=opus: opus
!audio=mp3: mp3
!audio=pcm: lpcm, pcm
!audio=atmos: atmos, dolby atmos
?audio=ogg: ogg, vorbis
?audio=ac3: dd
# corrections
?proper=1: proper, real proper, rerip, re rip, proof, dirfix, nfofix, nukefix, audiofix, syncfix, samplefix
?proper=1: sourcefix, readnfo proper
?proper=1 repack=1: repack, repack2, repack3, proper repack, repack proper, real repack
# editions
?edition=Director's Cut: directors cut, director cut, the directors cut, dir cut, directors edition, d c
?edition=Director's Cut: versione del regista, montaje del director, regiefassung, reziserska verze
?edition=Director's Cut: režisérská verze, version director, режиссерская версия, режиссёрская версия, directorscut
?edition=DC: dc
?edition=Extended: extended, ext, langfassung, version longue, rallongee, versione estesa, version extendida
?edition=Extended: extendida, расширенная версия, wersja rozszerzona, pidennetty
?edition=Extended Cut: extended cut, the extended cut
?edition=Extended Edition: extended edition, ext ed
?edition=Extended Version: extended version
?edition=Ultimate Director's Cut: ultimate directors cut, the ultimate directors cut
?edition=Extended Director's Cut: extended directors cut, directors extended cut
?edition=Unrated: unrated, unrated cut, unrated edition, unrated version, nonrated, non rated
?edition=Unrated Director's Cut: unrated directors cut
?edition=Uncut: uncut, ungeschnitten, integrale, uncut version, uncut edition
?edition=Uncensored: uncensored, без цензуры
?edition=Theatrical: theatrical, theatrical cut, theatrical edition, theatrical version, kinofassung, version cinema
?edition=Theatrical: the theatrical cut, kinoversion, театральная версия
?edition=Remastered: remastered, remaster, remasterizado, remasterise, 4k remastered, digitally remastered
?edition=Remastered: 2k remastered, 4k remaster, remastered edition, hd remaster, remastered version
?edition=Remastered: digital remaster
?edition=Restored: restored, 4k restored, 4k restoration, restoration, 2k restoration, 2k restored, restored version
?edition=Final Cut: final cut, the final cut
?edition=IMAX: imax, imax edition, imax enhanced
?edition=Open Matte: open matte, openmatte
?edition=Special Edition: special edition, the special edition, sonderedition, edition speciale, edicion especial
?edition=Collector's Edition: collectors edition, collector edition, edition collector, collectors cut
?edition=Collector's Edition: edicion coleccionista
?edition=Ultimate Edition: ultimate edition, the ultimate edition
?edition=Ultimate Cut: ultimate cut, the ultimate cut
?edition=Anniversary Edition: anniversary edition
?edition=Criterion: criterion, criterion collection, the criterion collection, criterion edition
?edition=Criterion: criterion remastered
?edition=Redux: redux
?edition=Despecialized: despecialized, despecialised, despecialized edition
?edition=Fan Edit: fan edit, fanedit, fan edition
?edition=Rogue Cut: rogue cut, the rogue cut
?edition=Assembly Cut: assembly cut, assembly edition
?edition=International Cut: international cut, international version, international edition, us version, uk version
?edition=Snyder Cut: snyder cut, zack snyders cut
?edition=Richard Donner Cut: richard donner cut, the richard donner cut, donner cut
?edition=Producer's Cut: producers cut
?edition=Alternate Cut: alternate cut, alternative cut, alternate version, alternate ending, alternative ending
?edition=TV Cut: tv cut, tv version, tv edit, television cut
?edition=Roadshow: roadshow, roadshow edition, roadshow version, roadshow cut
?edition=Black and White: black and white edition, black and white version
?edition=Black and Chrome: black and chrome edition, black chrome edition, black and chrome, black chrome
?edition=Noir Edition: noir edition, noir version, minus color
?edition=Limited Edition: limited edition
?edition=Deluxe Edition: deluxe edition
?edition=Diamond Edition: diamond edition
?edition=Platinum Edition: platinum edition
?edition=Hybrid: hybrid
?edition=Superbit: superbit
?edition=Signature Edition: signature edition
?edition=Complete Edition: complete edition
?edition=2in1: 2in1, 2 in 1, 3in1
?edition=Restricted: rated, r rated
"""
