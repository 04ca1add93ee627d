"""Values of special functions with 40 digits, where PyTorch has fewer: python special.py (needs mpmath)."""
import json
import mpmath as mp
mp.mp.dps=40
S={}
def put(k,f,rows): S[k]=[[*r, float(f(*[mp.mpf(v) for v in r]))] for r in rows]
put('igamma',lambda a,x: mp.gammainc(a,0,x,regularized=True),[(50,60),(250,270),(100,90),(300,300),(30,20.5),(2000,1990),(0.01,0.5),(5,30)])
put('igammac',lambda a,x: mp.gammainc(a,x,mp.inf,regularized=True),[(50,60),(250,270),(100,90),(300,300),(30,45),(2000,2010),(5,30)])
put('i0',lambda x: mp.besseli(0,x),[(0,),(0.5,),(7.99,),(8.01,),(50,),(-3,)])
put('special.i1',lambda x: mp.besseli(1,x),[(0,),(0.5,),(7.99,),(8.01,),(50,),(-3,)])
put('special.erfcx',lambda x: mp.exp(x*x)*mp.erfc(x),[(0,),(0.5,),(3.9,),(4.1,),(30,),(1e6,),(-2,)])
put('special.logNdtr',lambda x: mp.log(mp.ncdf(x)),[(0,),(-0.5,),(-1.5,),(-20,),(-100,),(3,),(8,)])
put('special.ndtri',lambda p: mp.sqrt(2)*mp.erfinv(2*p-1),[(0.5,),(0.3,),(0.9,),(0.001,),(1e-10,),(1e-14,)])
put('special.zeta',lambda s,q: mp.zeta(s,q),[(2,1),(1.5,0.25),(3,12.5),(40,2),(2,-0.5)])
put('polygamma',lambda n,x: mp.polygamma(int(n),x),[(1,0.3),(2,1.5),(3,7),(5,0.8),(2,-0.3)])
json.dump(S,open('special.json','w'),indent=0)
